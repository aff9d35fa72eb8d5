"""A version of the strategy or the house rules on paper."""

from strategy.documents.paper import paper

__all__ = ["paper"]
