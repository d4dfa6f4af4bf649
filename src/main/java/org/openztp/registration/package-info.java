/**
 * First contact: bootstrap script, register, lease announcements, enrolment policy.
 *
 * <p>Read first: Enrolment (one transaction from facts to a queued provisioning), then Decision (the whole policy as one
 * table). The resources only read the request: Body what was posted, Door from where and under which URL. DeviceFiles are
 * the shell files that leave for devices.
 *
 * <p>Imports device, auth and what lies below them.
 */
package org.openztp.registration;
