"""What runs inside the sandbox, beside the learner's code: cells, calls, probes.

Nothing here is trusted once the first of the learner's cells has run. It decides nothing: it sends
back data, and the judge decides. `serve` is the loop, `shell` runs cells, `calls` answers.
"""
