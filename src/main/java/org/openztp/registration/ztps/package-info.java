/**
 * ZTPServer's HTTP dialect, for its unmodified clients: switches that ask for a script, name themselves, and get a
 * definition whose actions they carry out.
 *
 * <p>Read first: NodesResource, then Nodes (who is admitted, and what a node gets); NodeReport is what a client says of
 * itself, Shape how this dialect refuses. A node is a folder and no device; one that has a file {@code .node} is a
 * client's of this dialect, and no router gets anything out of it.
 *
 * <p>Imports match, pool, plan, firmware, registration and what lies below them.
 */
package org.openztp.registration.ztps;
