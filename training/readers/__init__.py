"""Reading what other systems send: files with completions, and statements of xAPI."""
