"""Does a supplier's name look like a natural person's? Clear cases only; a public number settles it."""

from __future__ import annotations

import re

_ORG_ID = re.compile(r"(?!360G)[A-Z]{2}-[A-Z]{2,6}-.*\w.*")
_PARTS = re.compile(r"[;/|\n]|,")
_TRADING = re.compile(r"\s+(?:t/a|ta|trading\s+as)\s+", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|rev|revd)\b\.?\s*(?:(?:&|and)\s+)?)+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_INITIAL = re.compile(r"[^\W\d_]\.?")

ORGANISATION_WORDS = frozenset(
    """
    academy action advice advocacy age agency aid alliance allotment allotments and appeal architects
    architecture arms art arts associates association audio autos band bank board bros brothers builders
    building bureau business cabs cafe care carers cars catering central centre chambers charity
    children children's choir church cic cio city cleaning clinic club co co-operative college
    commercials committee communications community company construction consultancy consultants
    consulting contractors coop cooperative council counselling court creative dance day design
    development district drama driving education electrical engineering enterprise enterprises
    entertainment events family farm farms federation festival fitness football for forum foundation
    friends fund funeral garage garden gardens group hall health healthcare help hire homecare homes
    hospice hospital hotel house housing hub inc initiative inn institute international joinery justice
    kitchen landscapes law learning library limited link living llp lodge ltd management media memorial
    mental mind ministries ministry mission mosque motors museum music network nhs nurseries nursery of
    office opera orchestra organisation park partners partnership partnerships party physiotherapy
    planning plant players plc plumbing practice primary printing productions project projects
    properties property pub recovery recruitment regeneration relief residents resource rooms school
    schools scouts security service services settlement shelter shop social societe society solicitor
    solicitors solutions son sons sport sports street studio studios support surgery surveyors systems
    taxi taxis team technologies technology temple the theatre therapy together training transport
    travel trust uk union unit university venture ventures victim village voices volunteer volunteers
    welfare windows women women's workers works workshop young youth zone
    """.split()
)

# Names that are as often a place, a virtue or a trade (Grace, Chester, Grant, Dale) are left out on purpose.
GIVEN_NAMES = frozenset(
    """
    aaron abdul abdullah abigail adam adele adrian agnes agnieszka ahmed aidan aisha alan alastair
    albert alex alexander alexandra alfred ali alice alison alistair allan amanda amelia amina amir amy
    andrea andrew andrzej andy angela anil anita ann anna anne annette anthony antonia antony arjun
    arthur ayesha barbara barry beatrice beccy becky ben benjamin bernadette bernard beth bethany
    beverley bilal bob bobby brenda brendan brian bridget bruce bryan callum cameron carl carol carole
    caroline carolyn carrie cath catherine catriona cecilia charles charlotte cheryl chidi chloe chris
    christina christine christopher ciara claire clare clive colin colleen connor conor craig cynthia
    damian dan daniel danielle danny darren dave david dawn dean debbie deborah debra declan deepak
    denise derek desmond di diana diane dominic donald donna doreen dorothy douglas duncan eddie edward
    edwin eileen elaine eleanor elizabeth ellen ellie emilia emily emma eric erica erin esther ethan
    eugene eva evelyn fahad faisal farah fatima fiona frances francis frank fred freddie frederick gail
    gareth gary gavin gemma geoff geoffrey george georgia georgina gerald gerard giles gillian gordon
    graeme graham greg gregory greta gurpreet gwen hamza hannah harjit harold harriet harry hassan
    hayley hazel heather helen henry hilary hina howard hugh hussain iain ian ibrahim imran ingrid iqbal
    irene iris isaac isabel isabella isobel jack jackie jacob jacqueline jake james jamie jamil jan jane
    janet janice janine jason jaspreet jayne jean jeanette jeffrey jenna jennifer jenny jeremy jessica
    jessie jill jim jo joan joanna joanne jodie joe john jon jonathan joseph josephine josh joshua joyce
    judith julia julian julie kamran karen karl katarzyna kate kath katherine kathleen kathryn kathy
    katie kay keith kelly ken kenneth kerry kevin khalid kieran kim kiran kirsten kirsty kofi kuldeep
    kwame laura lauren laurence leanne lee leila len leon leonard lesley leslie lewis liam linda lindsay
    lindsey lisa liz lorna lorraine lou louis louise lucy luke lydia lynn lynne maggie malcolm
    malgorzata mandy manjit marcia marcus margaret maria marian marianne marie marilyn marjorie mark
    martin mary matt matthew matty maureen maurice maxine megan mehmet mel melanie melissa michael
    michelle mick mike miriam mo mohamed mohammad mohammed moira monica muhammad muriel mustafa nadeem
    nadia nancy naomi nasir nasreen natalie natasha nathan nazia neha neil ngozi nicholas nick nicola
    nigel nikki nina noel nora norma norman ola olga oliver olivia omar owen pam pamela parveen patricia
    patrick patsy paul paula pauline pawel pete peter phil philip phillip phyllis piotr priya rachael
    rachel rajesh ralph rashid ray raymond rebecca rhiannon richard rita rizwan rob robert robin
    roderick roger ron ronald rory ros rosemary rosie roy rubina russell ruth ryan sadia saeed saira
    sajid sally salma sam samantha samina samuel sandra sanjay sara sarah sean shabana shahid sharon
    shazia sheila shirley sian sid simon sohail sonia sophie stella stephanie stephen steve steven
    stewart stu stuart sue suki sunil sunita suresh surinder susan suzanne sylvia tahir tanya tara tariq
    tasha ted terence teresa tessa theresa thomas tim timothy tina toby tom tommy tony tracey tracy
    trevor trish usman valerie vanessa vera veronica vicky vijay vincent viv vivien walter waqar wayne
    wei wendy william yasmin yusra yusuf yvonne zahra zainab zara zoe zoya
    """.split()
)


def is_published_identifier(key: str) -> bool:
    """True for an identifier from a public register (GB-CHC-...); a funder's own number proves nothing."""
    return bool(_ORG_ID.fullmatch(key))


def looks_like_a_person(name: str) -> bool:
    """True for clear cases only: a title, a given name and surname, `Surname, Given`, `J Surname t/a`."""
    if _titled(name) or _surname_first(name):
        return True
    trader, *business = _TRADING.split(name, maxsplit=1)
    if business and _initialled(trader):
        return True
    return any(_titled(part) or _given_and_surname(part) for part in _PARTS.split(trader))


def bears_a_title(name: str) -> bool:
    """True where the name is a title with a surname: Dr Example, Mr and Mrs Example."""
    return _titled(name)


def _words(text: str) -> list[str]:
    return text.replace("&", " and ").split()


def _all_of_a_name(words: list[str]) -> bool:
    """Letters only, and no word that organisations carry."""
    return all(
        _WORD.fullmatch(word) and word.strip(".").casefold() not in ORGANISATION_WORDS for word in words
    )


def _titled(text: str) -> bool:
    found = _TITLE.match(text.strip())
    if not found or (found[0].strip() == "MS" and not text.isupper()):
        return False
    words = _words(text.strip()[found.end() :])
    return 1 <= len(words) <= 4 and _all_of_a_name(words)


def _given_and_surname(text: str) -> bool:
    words = _words(text)
    return 2 <= len(words) <= 3 and words[0].casefold() in GIVEN_NAMES and _all_of_a_name(words)


def _surname_first(text: str) -> bool:
    surname, comma, given = text.partition(",")
    words = _words(given)
    if not comma or len(_words(surname)) != 1 or not 1 <= len(words) <= 3:
        return False
    known = words[0].casefold() in GIVEN_NAMES
    initials = all(_INITIAL.fullmatch(word) for word in words)
    return (known or initials) and _all_of_a_name([surname.strip(), *words])


def _initialled(text: str) -> bool:
    """`J Smith`, `A & B Smith`: initials and a surname, told apart from a firm only by `trading as`."""
    *initials, surname = [word for word in _words(text) if word != "and"] or [""]
    short = bool(initials) and all(_INITIAL.fullmatch(word) for word in initials)
    return short and len(surname) > 1 and _all_of_a_name([surname])
