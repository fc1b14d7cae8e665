"""The round: an organisation's editors collect what the offices report, until it becomes a report.

    model     a round, the answers that came in, what editors have chosen
    store     where rounds are kept: notes in CKAN's database that two people change one after the other
    folder    the returned files, in a folder that no address leads to
    forms     the Meldebögen that offices are given
    steps     what people do: open it, take answers, choose, put them together
    standing  how it stands: read by the core from the returned files
    offices   the same, office by office
    reminding the text that an office is reminded with

Answers are the returned files and nothing else: what an office enters on the portal is written into a
Meldebogen and read from there. Put together they become a Vorgang (`ckanext.hndigital.redaktion`), which
checks, plans and publishes; nothing is public before.
"""
