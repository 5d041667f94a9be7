package io.proxima.grammar.ast;

/// A statement that can say its own name, so that what is not executed can be refused by name.
public interface NamedStatement {

  /// The statement's name as a user writes it, such as `CREATE INDEX`.
  String statementName();
}
