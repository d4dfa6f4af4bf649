package org.openztp.action;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.config.Text;

/**
 * What the actions of one plan may draw on.
 *
 * @param names what a template may refer to
 * @param firmwareSha256 of a file below fw, when there is one
 * @param serverKeys the server's own public keys, as lines of authorized_keys
 * @param startupConfig the node's own, when it has one
 */
public record Site(
        SiteFiles files,
        Text.Names names,
        Function<String, Optional<String>> firmwareSha256,
        List<String> serverKeys,
        Optional<Path> startupConfig) {}
