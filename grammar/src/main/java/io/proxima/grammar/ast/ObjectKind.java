package io.proxima.grammar.ast;

/// The kinds of things a statement can define, drop or describe.
public enum ObjectKind {
  TABLE,
  COLUMN,
  INDEX,
  VIEW,
  SCHEMA,
  USER,
  ROLE
}
