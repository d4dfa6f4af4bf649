package org.openztp.image.upstream.sync;

import java.util.Map;
import org.openztp.image.upstream.Version;

/**
 * One version of a generation that is not written yet.
 *
 * @param targets in the order of the upstream
 * @param feeds by architecture: the documents of the feeds' indexes, by name
 */
record Draft(Version version, Map<String, TargetRows> targets, Map<String, Map<String, Long>> feeds) {}
