"""Questions in plain words: ground → propose → prepare → run → narrate, with evidence."""

from graph_service.answers.answer import Answer, Evidence, Status
from graph_service.answers.asking import ask
from graph_service.answers.report import answer_to_json

__all__ = ["Answer", "Evidence", "Status", "answer_to_json", "ask"]
