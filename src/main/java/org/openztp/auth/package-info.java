/**
 * Who is asking: API tokens, roles, enrolment secrets, device tokens, sign-in sessions; and the vault for what is kept
 * sealed.
 *
 * <p>Read first: AuthFilter, then RequireRole. Imports config, db, http.
 */
package org.openztp.auth;
