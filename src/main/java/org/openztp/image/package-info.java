/**
 * Images on demand: built when somebody asks for them, of what the catalogue has.
 *
 * <p>Read first: image.upstream. Imports what the plan of the house allows.
 */
package org.openztp.image;
