"""What is odd in a report: a `Finding` per place, with a message from the code list `hinweiscode`."""

from __future__ import annotations

from dataclasses import dataclass

from .bericht import Fundstelle
from .profiles import current
from .schemas import codelist, measures

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd: what kind, which project and field, what is printed, what was made of it, where.

    What people have decided says in whose name (`von`) and why (`grund`).
    """

    code: str
    vorhaben_nr: str = ""
    feld: str = ""
    wortlaut: str = ""
    wert: str = ""
    fundstelle: Fundstelle = Fundstelle()
    von: str = ""
    grund: str = ""

    @property
    def schwere(self) -> str:
        """Severity: `fehler`, `warnung` or `hinweis`."""
        return codelist("hinweiscode")[self.code].extra["schwere"]

    def message(self, lang: str = "de") -> str:
        """Return the sentence that names the value and the next step, in `lang` ("de" or "en")."""
        template = codelist("hinweiscode")[self.code].extra[f"meldung_{lang}"]
        return template.format(
            vorhaben_nr=self.vorhaben_nr,
            feld=self.feld,
            wortlaut=self.wortlaut,
            wert=self.wert,
            nummer=current().number.said(lang),
            grund=self._doubt(lang),
        )

    def _doubt(self, lang: str) -> str:
        """Return why the source is not to be trusted; of `quelle_unsicher` the field is a measure's name."""
        measure = measures().get(self.feld) if self.code == "quelle_unsicher" else None
        return measure.said[lang].format(wert=self.wert) if measure else ""
