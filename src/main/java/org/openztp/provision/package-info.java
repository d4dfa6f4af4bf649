/**
 * Brings a registered device to PROVISIONED over SSH, through reboots and failures.
 *
 * <p>Read first: ProvisionJob. Imports planned, script and what lies below them.
 */
package org.openztp.provision;
