/**
 * Which build of the firmware store devices should run, as operators write it.
 *
 * <p>Read first: DesiredFile (the rules), then DesiredBuild, which definitions say too.
 *
 * <p>Imports config and what lies below it.
 */
package org.openztp.desired;
