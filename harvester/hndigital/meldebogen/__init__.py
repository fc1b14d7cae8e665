"""The Meldebogen: the spreadsheet in which an office reports its projects for the next round.

    questions  which columns it has, from the roles in `schemas/`, and the mark by which it is known
    form       a package → the forms of the next round, prefilled
    layout     where things stand in it
    xlsx, ods  a form → a file

`hndigital.sources.meldebogen` reads what comes back.
"""
