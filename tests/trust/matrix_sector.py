"""The part of the matrix about sector partners and what they say of explanations."""

from __future__ import annotations

from tests.trust.who import Row

PARTNERS = frozenset({"partner", "foreign partner"})
OF = {"explanation": "explanation of today"}
ONE = Row(frozenset({"partner"}), missing=frozenset({"foreign partner"}), names=OF)
ERASING = {"let_in": frozenset({"admin"}), "missing": frozenset({"foreign admin"})}

SECTOR = {
    "sector.workspace": Row(PARTNERS),
    "sector.turn_mail": Row(PARTNERS, form={"mail": "off"}),
    "sector.explanation": ONE,
    "sector.comment": Row(
        ONE.let_in, ONE.missing, form={"answer": "said", "text": "Eight weeks would do."}, names=OF
    ),
    "commissioners.erase_comment_page": Row(**ERASING, names={"comment": "comment"}),
    "commissioners.erase_comment": Row(
        **ERASING, names={"comment": "comment"}, form={"reason": "They asked for it."}
    ),
}
