/**
 * First contact: bootstrap script, register, lease announcements, enrolment policy.
 *
 * <p>Read first: Enrolment. Imports device, provision and what lies below them.
 */
package org.openztp.registration;
