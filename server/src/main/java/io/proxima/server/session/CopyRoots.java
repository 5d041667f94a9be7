package io.proxima.server.session;

import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.UserFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The directories of this process that `COPY` may read and write files in, as they are written and
/// as they are.
record CopyRoots(String text, UserFiles below) {
  /// Those that a URL gives.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if one is no directory
  static CopyRoots of(ProximaUrl url) {
    String text = Objects.requireNonNullElse(url.text(UrlProperty.COPY_ROOTS), "");
    List<String> directories =
        Arrays.stream(text.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    return new CopyRoots(text, UserFiles.below(directories));
  }

  /// The files in them.
  ///
  /// @throws ProximaException `NOT_PERMITTED` if there are no directories
  UserFiles files() {
    if (below.isNowhere()) {
      throw new ProximaException(
          ErrorCode.NOT_PERMITTED,
          "COPY of files of the server is not allowed: no copyRoots configured; \\copy in the shell"
              + " reads and writes files of the client");
    }
    return below;
  }
}
