"""Rating on more than one machine: Apache Spark brings each subject's rows together, and the same engine rates them there.

Nothing here is imported unless it is asked for, and nothing of Spark is imported before a session is needed.
"""
