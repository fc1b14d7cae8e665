"""A folder for `HNDIGITAL_SCHEMAS`: a fifth Strategiefeld, a fourth rating, one more column of projects."""

from __future__ import annotations

from pathlib import Path

__all__ = ["FIELD", "RATING", "write_definitions"]

SHIPPED = Path(__file__).parents[2] / "schemas"
PROFILE = SHIPPED / "heilbronn"
FIELD = "klima_umwelt"
"""The fifth Strategiefeld."""
RATING = "(+)"
"""The fourth rating: the project supports the field, on its margin."""

_WORDS = "code,label_de,label_en,definition_de,definition_en,wortlaut,close_match,close_match_reason"
_FIELD = (
    f"{FIELD},Klima und Umwelt,Climate and environment,Klima schützen.,Protect it.,Klima & Umwelt,,,ENVI\n"
)
_RATING = (
    f"{RATING},Am Rande unterstützt,Marginally supported,Ein wenig.,A little.,{RATING}|am Rande unterstützt"
    ",,,am Rande,marginally,yes,1,(+)\n"
)
_CODES = f"""\
{_WORDS},satz_de,satz_en,colour,mark
hoch,Hoch,High,Vor allem anderen.,Before all.,hoch|sehr hoch,,,hat hohe Priorität,has high priority,bad,stop
niedrig,Niedrig,Low,Wenn Zeit bleibt.,Later.,niedrig,,,hat niedrige Priorität,has low priority,good,check
"""
_COLUMN = """\
prioritaet:
  type: string
  codelist: prioritaet
  roles: [printed, filter, sort, list, counted, facet, labels_searched, suggested, fact, property]
  picture: status
  sentence: predicate
  head: Priorität
  all_de: Jede Priorität
  all_en: Every priority
  title_de: Priorität
  title_en: Priority
  description_de: Wie dringend das Vorhaben ist.
  description_en: How urgent the project is.
"""


def write_definitions(folder: Path) -> Path:
    """Write the files that differ from the shipped ones into `folder`, and return it."""

    def changed(name: str, old: str, new: str) -> None:
        shipped = PROFILE / name if (PROFILE / name).is_file() else SHIPPED / name
        text = shipped.read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new), encoding="utf-8")

    last_field = "Zukunftsfähige Mobilität,,,TRAN\n"
    changed("codelists/strategiefeld.csv", last_field, f"{last_field}{_FIELD}")
    changed("codelists/bewertung.csv", "\n-,", f"\n{_RATING}-,")
    changed("columns.yaml", "\nbeschreibung:\n", f"\n{_COLUMN}beschreibung:\n")
    changed("tables/vorhaben.yaml", "  - kapitel\n", "  - kapitel\n  - prioritaet\n")
    changed("report.yaml", "[gesamtstatus, kosten_eur]", "[gesamtstatus, prioritaet, kosten_eur]")
    titles = "  prioritaet: {title_de: Priorität, title_en: Priority}\n"
    changed("codelists.yaml", "  schwere:", f"{titles}  schwere:")
    (folder / "codelists" / "prioritaet.csv").write_text(_CODES, encoding="utf-8")
    return folder
