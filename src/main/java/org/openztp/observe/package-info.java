/**
 * How the server is seen from outside: health and the API description.
 *
 * <p>Read first: HealthResource. Imports openwrt only.
 */
package org.openztp.observe;
