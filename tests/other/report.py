"""A report that prints what `definitions` adds: its heads, its signs, its wordings, its totals."""

from __future__ import annotations

__all__ = ["TEXT"]

_LEFT = "Vorhaben-\nNr. \nVorhabentitel ffd. \nAmt17 \nVorhabentyp Anlass "
_FIRST = "Verwaltung \n& Infra-\nstruktur \n"
_FIELDS = (
    "Bildungs- \nund \nWissens-\nstadt \nTeilhabe \nan der \nStadtge-\nsellschaft \nZukunfts-\nfähige  \n"
    "Mobilität \nKlima & \nUmwelt \n"
)
# Narrow heads are printed upright and reach the text letter by letter, with some of them missing.
_UPRIGHT = "V\ne\nrw\n s \nK\nl\nim\nG\nes\nP\nri\no \nKosten,  \nsoweit  \nbeziffert \n"

TEXT = f"""\
 1 DIGITALISIERUNGSBERICHT STADT HEILBRONN 2022/2023

Berichtswesen 1#2023, Stand bis einschließlich März 2023 (Redaktionsschluss).

 5. Laufende digitale Projekte im Überblick

1
1
3
1
1
1
1
0
1
0
0
1
1
0
2
3
2
1
3
2
Verwaltung & Infrastruktur
Bildungs- und Wissensstadt
Teilhabe an der Stadtgesellschaft
Zukunftsfähige Mobilität
Klima & Umwelt
Unterstützung der Strategiefelder (N=5)
vorrangig unterstützt grds. unterstützt am Rande unterstützt nicht unterstützt

 5.2. Matrixdarstellung: 1 Vorhaben „in der Frühphase“ (Ideenfindung, Vorbereitung, Planung)

{_LEFT}{_FIELDS.rstrip()} Bearbeitungsstand
2022000004 Netz der Zähler 65 langfr. Auftrag
++ — + (+) Planung

 5.3. Matrixdarstellung: 2 Vorhaben (in Umsetzung)

{_LEFT}{_UPRIGHT}
2022000001 Karte der Bäume 66 kurzfr. Auftrag
— — ++ ++ (+) im Plan hoch 20.000 €
2022000002 Messnetz am Fluss 65 langfr. Auftrag
— + ++ — ++ teilw. kritisch niedrig k.A.

 5.4. Matrixdarstellung: 1 Vorhaben (abgeschlossen)

{_LEFT}{_FIRST}{_FIELDS}
2022000003 Plan der Wege I/105 kurzfr. Eigen-
Motivation
++ (+) ++ — —

 5.5. Matrixdarstellung: 1 Vorhaben (zurückgestellt)

{_LEFT}{_FIRST}{_FIELDS}
2022000005 Blatt der Stadt 10 undef. Auftrag
— — (+) — —

 5.6. Netzwerke

Danach folgt freier Text.
"""
