/**
 * What every HTTP answer shares: problems, views, addresses behind proxies, CSRF, files with ranges.
 *
 * <p>Read first: JaxRs, then Problem. Imports openwrt only.
 */
package org.openztp.http;
