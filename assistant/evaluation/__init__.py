"""Evaluation: gold questions asked, answers and citations judged, figures with intervals."""
