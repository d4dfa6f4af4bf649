/**
 * How the server is seen from outside: health, status, what it finds wrong with itself, and the API description.
 *
 * <p>Read first: HealthResource; openapi.json is the API in one file. Imports openwrt only.
 */
package org.openztp.observe;
