package io.proxima.planner.rule;

import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/// What a rule matches.
///
/// - **Threads:** immutable.
record RuleConfig(
    RelBuilderFactory relBuilderFactory,
    RelRule.OperandTransform operandSupplier,
    @Nullable String description)
    implements RelRule.Config {
  static RuleConfig of(String description, RelRule.OperandTransform shape) {
    return new RuleConfig(
        org.apache.calcite.rel.core.RelFactories.LOGICAL_BUILDER, shape, description);
  }

  @Override
  public RelOptRule toRule() {
    throw new UnsupportedOperationException("rules are made by their classes");
  }

  @Override
  public RelRule.Config withRelBuilderFactory(RelBuilderFactory factory) {
    return new RuleConfig(factory, operandSupplier, description);
  }

  @Override
  public RelRule.Config withDescription(@Nullable String text) {
    return new RuleConfig(relBuilderFactory, operandSupplier, text);
  }

  @Override
  public RelRule.Config withOperandSupplier(RelRule.OperandTransform shape) {
    return new RuleConfig(relBuilderFactory, shape, description);
  }
}
