/// Values on their way into a database: from the classes a program uses to the one class of each
/// type, and rows to blocks.
///
/// May use: client.
///
/// Invariant: a value arrives as it was given or is refused; nothing is cut off but digits behind
/// the precision of its type.
package io.proxima.client.value;
