"""Benchmarks: ratios measured side by side in one run, printed and never judged.

python -m tests.benchmarks.many --ckan URL --count 10000    a portal with many projects to measure on
"""
