package org.openztp.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a window. */
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** Chromium leaves links behind. */
    private final Path temp = Scratch.folder("browser");

    private final ChromeDriver driver;

    /** @param arguments further ones of Chromium's command line */
    public Browser(String... arguments) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars");
        options.addArguments(arguments);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .withEnvironment(Map.of("TMPDIR", temp.toString()))
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options);
        size(1280, 720);
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** The size of the page itself. */
    public void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        Map<String, Object> metrics =
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", metrics);
    }

    /** Forgets cookies and what pages stored. */
    public void forget() {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", "*", "storageTypes", "all"));
    }

    /** What the system would say by prefers-color-scheme. */
    public void prefers(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    public WebElement one(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    public List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** The text of the first match as a reader sees it; empty without one. */
    public String text(String css) {
        Object text = driver.executeScript("return document.querySelector(arguments[0])?.innerText ?? ''", css);
        return text.toString();
    }

    public Object script(String code, Object... arguments) {
        return driver.executeScript(code, arguments);
    }

    public void awaitUrl(URI url) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50)).until(ExpectedConditions.urlToBe(url.toString()));
    }

    /** Waits until the text of the first match contains the words. */
    public void awaitText(String css, String words) {
        awaitText(css, words, PATIENCE);
    }

    public void awaitText(String css, String words, Duration patience) {
        new WebDriverWait(driver, patience, Duration.ofMillis(50))
                .withMessage(() -> "“" + words + "” in " + css + ", found “" + text(css) + "”")
                .until(d -> text(css).contains(words));
    }

    /** What the console got that a sound page does not write; forgotten by asking. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Texts whose contrast is below WCAG AA (4.5 to 1, 3 to 1 where large), each with its ratio. */
    @SuppressWarnings("unchecked")
    public List<String> lowContrast() {
        return (List<String>) driver.executeScript(CONTRAST);
    }

    private static final String CONTRAST = """
            const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            const rgba = colour => {
              pen.clearRect(0, 0, 1, 1);
              pen.fillStyle = colour;
              pen.fillRect(0, 0, 1, 1);
              return [...pen.getImageData(0, 0, 1, 1).data];
            };
            const ground = element => {
              for (let at = element; at; at = at.parentElement) {
                const colour = rgba(getComputedStyle(at).backgroundColor);
                if (colour[3] === 255) return colour;
              }
              return [255, 255, 255, 255];
            };
            const luminance = colour => colour.slice(0, 3)
              .map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
              .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const low = [];
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode()) {
              const element = texts.currentNode.parentElement;
              if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
              const style = getComputedStyle(element);
              const both = [rgba(style.color), ground(element)].map(luminance).sort((a, b) => b - a);
              const ratio = (both[0] + 0.05) / (both[1] + 0.05);
              const size = parseFloat(style.fontSize);
              const large = size >= 24 || size >= 18.6 && style.fontWeight >= 700;
              if (ratio < (large ? 3 : 4.5)) low.push(`${ratio.toFixed(2)} ${texts.currentNode.data.trim()}`);
            }
            return low;""";

    /** Keeps a picture in target/screenshots. */
    public Path screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            return Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        Scratch.delete(temp);
    }
}
