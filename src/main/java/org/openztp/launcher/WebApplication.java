package org.openztp.launcher;

import org.apache.catalina.core.StandardContext;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.StandardRoot;

/** The WAR as a context of the embedded Tomcat, on the class path it already has: nothing is scanned, nothing compiled. */
final class WebApplication {
    static final String APPLICATION = "org.openztp.app.Boot";

    private WebApplication() {}

    static StandardContext context(StandaloneOptions options) {
        StandardContext context = new StandardContext();
        context.setName(options.contextPath());
        context.setPath(options.contextPath());
        context.setDocBase(options.web().toAbsolutePath().toString());
        context.setParentClassLoader(Standalone.class.getClassLoader());
        context.setLoader(loader());
        context.setManager(manager());
        context.setResources(resources(options, context));
        leaveMemoryAlone(context);
        options.with("ztp.home", options.home().toString()).parameters().forEach(context::addParameter);
        context.addLifecycleListener(event -> {
            if (event.getType().equals(StandardContext.CONFIGURE_START_EVENT)) {
                configure(context);
            }
        });
        return context;
    }

    private static WebappLoader loader() {
        WebappLoader loader = new WebappLoader();
        loader.setDelegate(true);
        return loader;
    }

    /** Sessions are not used, so none are written to disk. */
    private static StandardManager manager() {
        StandardManager manager = new StandardManager();
        manager.setPathname("");
        return manager;
    }

    private static StandardRoot resources(StandaloneOptions options, StandardContext context) {
        StandardRoot root = new StandardRoot(context);
        options.mounts()
                .forEach((path, folder) -> root.addPreResources(
                        new DirResourceSet(root, path, folder.toAbsolutePath().toString(), "/")));
        return root;
    }

    /** What WEB-INF/web.xml says, without the third of a second that reading it would take; a test holds the two together. */
    private static void configure(StandardContext context) {
        staticFiles(context);
        context.addApplicationListener(APPLICATION);
        context.getServletContext().setAttribute(Standalone.ATTRIBUTE, true);
        context.setConfigured(true);
    }

    private static void staticFiles(StandardContext context) {
        var servlet = Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet");
        servlet.addInitParameter("listings", "false");
        servlet.addMapping("/");
        Tomcat.addDefaultMimeTypeMappings(context);
    }

    /** The process ends with the application: no hunt for what an undeployed one would leave behind. */
    private static void leaveMemoryAlone(StandardContext context) {
        context.setClearReferencesHttpClientKeepAliveThread(false);
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        context.setRenewThreadsWhenStoppingContext(false);
    }
}
