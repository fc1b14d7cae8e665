"""Running text of the sample reports: own wording, recognisable as sample text."""

from __future__ import annotations

__all__ = ["PROSE", "SHEETS"]

PROSE: dict[str, tuple[str, ...]] = {
    "1": (
        "Beispieltext: Dieser Beispielbericht zeigt, wie ein Bericht im Satz der Stadt aussieht. Nummern, Titel,"
        " Ämter und Zahlen folgen dem ersten Bericht; alle Sätze sind Platzhalter.",
        "Beispieltext: Wer das Programm ausprobiert, liest hier keine Aussagen der Stadt, sondern Fülltext, der"
        " Zeilen bricht – auch in Wörtern wie Straßenbeleuchtungsverwaltung oder Grünflächen- und Baumkataster.",
    ),
    "2": ("Beispieltext: Die drei Kennzahlen unten sind die des Berichts, dieser Absatz ist es nicht.",),
    "3": (
        "Beispieltext: Ein Kapitel über Ziele und Leitlinien stünde hier. Es nennt Ämter wie I/105, II/10, II/20"
        " und IV/65, weil auch der Bericht sie so schreibt.",
    ),
    "3.1": (
        "Beispieltext: An dieser Stelle beschriebe der Bericht, wer mit wem zusammenarbeitet.",
        "Beispieltext: Noch ein Absatz, damit die Seite nicht leer bleibt, und eine Zahl ohne Bedeutung: 31.",
    ),
    "4": (
        "Beispieltext: Vor jedem Steckbrief stehen im Bericht einige Absätze. Dieser hier füllt nur die Seite.",
        "Beispieltext: Absätze wie dieser enthalten Jahreszahlen (2021, 2024), Beträge (1.000 Euro) und Verweise"
        " (s.h. Kapitel 5.2), die nicht als Werte gelesen werden dürfen.",
        "Beispieltext: Ein Platzhalter mit Aufzählung – Entwurf, Probe, Start – und einem Zitat: „Es geht los.“",
    ),
    "5": (
        "Beispieltext: Es folgen Auswertungen und vier Tabellen. Welche Dienststellen nichts zu melden hatten,"
        " stünde hier.",
    ),
    "5.1": (
        "Beispieltext: Das Schaubild verteilt die Vorhaben auf vier Dezernate.",
        "Beispieltext: Was am häufigsten genannt wird, zeigt die längste Säule.",
        "Beispieltext: Kurz, mittel oder lang – danach fragt dieses Schaubild.",
        "Beispieltext: Die Farben der Ampel stehen für Kosten und Termine.",
        "Beispieltext: Vier Felder, drei Stufen: zwölf Zahlen folgen.",
        "Beispieltext: Anteile in Prozent sind keine Anzahlen.",
    ),
    "5.6.1": ("Beispieltext: Ein Treffen mit Nachbarstädten fände hier seinen Platz.",),
    "5.6.2": (
        "Beispieltext: Ein Netzwerk stellte sich vor; die Vorhaben 2020000013 und 2020000014 kämen zur Sprache.",
    ),
    "6.1": ("Beispieltext: Der Bericht schlösse mit Empfehlungen.", "Beispieltext: Und mit einem Fazit."),
    "7": ("Beispieltext: Ein Ausblick auf die nächsten Halbjahre.",),
}

# number → (heading of the section, Gesetz/Beschluss, Beschreibung, Vorhabenziel)
SHEETS: dict[str, tuple[str, str, str, str]] = {
    "2020000056": (
        "Breitband",
        "GR-Beschluss 276 und 357 aus 2019",
        "Beispieltext: Haushalte mit langsamem Anschluss bekommen mit Fördergeld eine Glasfaserleitung.",
        "Beispieltext: Kein Haushalt soll auf ein schnelles Netz verzichten müssen – zuerst kommen Höfe und"
        " Siedlungen am Stadtrand an die Reihe.",
    ),
    "2020000090": (
        "Schulen",
        "DS 305/2018 DS 277/2019 DS 182/2020 DS 297/2020 DS 115/2021",
        "Beispieltext: Schulen erhalten Netze, Geräte und Betreuung; Fördertöpfe nach § 17a werden abgerufen.",
        "Beispieltext: Gleich gute Technik an jeder Schule, Anschluss bis Ende 2024.",
    ),
    "2020000050": (
        "Bezahlen",
        "",
        "Beispieltext: Gebühren lassen sich online begleichen, weitere Fachverfahren werden angebunden"
        " (zuletzt i-Kfz).",
        "Beispieltext: Mehr Bezahlwege, weniger Überweisungsträger.",
    ),
    "2020000115": (
        "Rechnungen",
        "ERechVO BW u.a.",
        "Beispieltext: Rechnungen kommen als Datensatz an und werden ohne Papier geprüft und gebucht.",
        "Beispieltext: Ein durchgehender Weg vom Eingang bis zur Auszahlung.",
    ),
    "2020000046": (
        "Onlinezugang",
        "OZG",
        "Beispieltext: Anträge wandern ins Netz; Vorrang haben Leistungen mit vielen Fällen, sie folgen"
        " nacheinander.",
        "Beispieltext: Vom Antrag bis zum Bescheid – innerhalb und außerhalb des Hauses – ohne Medienwechsel.",
    ),
    "2020000044": (
        "Akte",
        "Projektauftraggeber OBM Mergel",
        "Beispieltext: Akten werden elektronisch geführt, Papier nur noch, wo es sein muss.",
        "Beispieltext: Eine Ablage für alle Ämter, schnell durchsuchbar.",
    ),
    "2020000045": (
        "Post",
        "Bestandteil der eAkte",
        "Beispieltext: Briefe werden beim Eingang gescannt und elektronisch verteilt.",
        "Beispieltext: Eine Poststelle für das ganze Haus, Zustellung am selben Tag.",
    ),
    "2020000125": (
        "Haushalt",
        "GR DS 267/2018",
        "Beispieltext: Aufgaben werden durchgesehen, Abläufe und Standards neu geordnet, Sparvorschläge geprüft.",
        "Beispieltext: Ein tragfähiges Strategie-, Organisations- und Finanzkonzept für die nächsten Jahre.",
    ),
    "2020000072": (
        "Offene Daten",
        "GRDS Nr. 18/2017⏎GRDS Nr. 32/2019",
        "Beispieltext: Ein Portal stellt Daten der Verwaltung bereit, maschinenlesbar und ohne Personenbezug;"
        " jeder darf sie nutzen, z.B. für Apps, Schaubilder oder Forschung. Arbeitskreise sammeln Wünsche und"
        " Vorschläge.",
        "Beispieltext: Daten der Stadt für alle.",
    ),
}
