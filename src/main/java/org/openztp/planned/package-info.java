/**
 * The plan of each device: made of the operator's files, kept with its steps, and how far its run came.
 *
 * <p>Read first: Planning. Imports plan, script and what lies below them.
 */
package org.openztp.planned;
