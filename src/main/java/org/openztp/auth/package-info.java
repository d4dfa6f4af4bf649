/**
 * Who is asking: API tokens, roles, enrolment secrets, device tokens, sign-in sessions.
 *
 * <p>Read first: AuthFilter, then RequireRole. Imports config, db, http.
 */
package org.openztp.auth;
