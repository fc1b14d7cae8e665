"""The handbook for the people who publish, in German: Markdown and pictures, no code.

It ships with the plugin (`ckanext.hndigital.handbook`), which shows it to editors.
"""
