import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;

/**
 * Runs Solr in a Jetty on the loopback address: {@code java -Dsolr.solr.home=DIR SolrLauncher.java PORT}.
 * It does what Solr's own web.xml says: a listener that loads the cores, a filter for every request.
 */
public final class SolrLauncher {
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        System.setProperty("jetty.port", String.valueOf(port));
        Server server = new Server(new InetSocketAddress("127.0.0.1", port));
        ServletContextHandler context = new ServletContextHandler(server, "/solr");
        context.addEventListener(new CoreContainerProvider());
        FilterHolder dispatch = new FilterHolder(SolrDispatchFilter.class);
        dispatch.setAsyncSupported(true);
        context.addFilter(dispatch, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        server.setStopAtShutdown(true);
        server.setStopTimeout(10_000);
        server.start();
        server.join();
    }
}
