/**
 * Brings a registered device to PROVISIONED over SSH, through reboots and failures.
 *
 * <p>Read first: ProvisionJob. Imports script and what lies below it.
 */
package org.openztp.provision;
