package io.proxima.cli;

import java.io.Serial;

/// The command line makes no sense; the message says why.
final class UsageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
