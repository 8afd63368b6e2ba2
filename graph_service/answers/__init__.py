"""Questions in plain words: ground → propose → prepare → run → narrate, with evidence.

asking      the order of the way through        answer, report   what a question gets, and as JSON
grounding/  words → terms, values, windows      proposal         a plan, or why there is none
planning/   what was grounded → one plan        modelling/       what a language model sees and proposes
narrate     rows → a sentence                   proof/           the entities, links and sources behind the rows
"""

from graph_service.answers.answer import Answer, Evidence, Status
from graph_service.answers.asking import ask
from graph_service.answers.report import answer_to_json

__all__ = ["Answer", "Evidence", "Status", "answer_to_json", "ask"]
