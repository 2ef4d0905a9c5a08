"""From masters to what learners get, and the proof that it marks answers rightly."""
