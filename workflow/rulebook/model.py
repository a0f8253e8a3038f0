"""The words of a rulebook as frozen data. YAML under config/rulebooks is read into these and nothing else.

A *pack* is one Code, Act or constitution in one edition. An *authority* composes packs and adds its own
durations. A *rulebook* is what one authority goes by on one day: that composition, with its routes.
"""

from workflow.rulebook.authorities import Adoption as Adoption
from workflow.rulebook.authorities import Authority as Authority
from workflow.rulebook.authorities import BeforeElection as BeforeElection
from workflow.rulebook.authorities import Closure as Closure
from workflow.rulebook.authorities import Diary as Diary
from workflow.rulebook.authorities import Duration as Duration
from workflow.rulebook.authorities import Election as Election
from workflow.rulebook.authorities import Meeting as Meeting
from workflow.rulebook.authorities import Note as Note
from workflow.rulebook.authorities import OwnFigure as OwnFigure
from workflow.rulebook.authorities import Rulebook as Rulebook
from workflow.rulebook.authorities import ShortPath as ShortPath
from workflow.rulebook.packs import GUARDS as GUARDS
from workflow.rulebook.packs import Alternatives as Alternatives
from workflow.rulebook.packs import Applies as Applies
from workflow.rulebook.packs import Checked as Checked
from workflow.rulebook.packs import Count as Count
from workflow.rulebook.packs import Day as Day
from workflow.rulebook.packs import Example as Example
from workflow.rulebook.packs import Facts as Facts
from workflow.rulebook.packs import Figure as Figure
from workflow.rulebook.packs import Frozen as Frozen
from workflow.rulebook.packs import Gate as Gate
from workflow.rulebook.packs import NoFigure as NoFigure
from workflow.rulebook.packs import Pack as Pack
from workflow.rulebook.packs import Period as Period
from workflow.rulebook.packs import Principle as Principle
from workflow.rulebook.packs import Rule as Rule
from workflow.rulebook.packs import RuleException as RuleException
from workflow.rulebook.packs import Shorter as Shorter
from workflow.rulebook.packs import Source as Source
from workflow.rulebook.packs import Standard as Standard
from workflow.rulebook.packs import several as several
from workflow.rulebook.routes import ANYWHERE as ANYWHERE
from workflow.rulebook.routes import ENDED as ENDED
from workflow.rulebook.routes import WITHDRAWN as WITHDRAWN
from workflow.rulebook.routes import EventMeaning as EventMeaning
from workflow.rulebook.routes import Move as Move
from workflow.rulebook.routes import Order as Order
from workflow.rulebook.routes import Route as Route
from workflow.rulebook.routes import RouteEvent as RouteEvent
from workflow.rulebook.routes import Stage as Stage
from workflow.rulebook.routes import Task as Task
from workflow.rulebook.routes import Vocabulary as Vocabulary
from workflow.rulebook.terms import FACT_FLAGS as FACT_FLAGS
from workflow.rulebook.terms import FACT_WORDS as FACT_WORDS
from workflow.rulebook.terms import CalendarName as CalendarName
from workflow.rulebook.terms import Effect as Effect
from workflow.rulebook.terms import Ends as Ends
from workflow.rulebook.terms import Force as Force
from workflow.rulebook.terms import Method as Method
