/// The contract between any client and a database: sessions, prepared queries, streams of rows.
///
/// May use: nothing.
///
/// Invariant: no type of a database or of a wire format is visible here.
package io.proxima.client;
