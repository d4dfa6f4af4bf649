package org.openztp.drift;

import org.openztp.desired.DesiredBuild;

/**
 * What a device should run.
 *
 * @param source where that is written, in words
 */
record Wish(DesiredBuild desired, String source) {}
