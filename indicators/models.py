"""The models of this app's slices, gathered for Django."""

from indicators.systems.models import GradeBand, Indicator, IndicatorSystem, Rule, RulePart, RuleRow

__all__ = ["GradeBand", "Indicator", "IndicatorSystem", "Rule", "RulePart", "RuleRow"]
