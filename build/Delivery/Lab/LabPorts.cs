using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>Ports on 127.0.0.1: the well-known one when it is free, else the next free one.</summary>
internal static class LabPorts
{
    private const int LargestPort = 65535;

    /// <summary>The first port from <paramref name="preferred"/> on that nothing listens on and that is not taken.</summary>
    public static int Choose(int preferred, IEnumerable<int> taken)
    {
        var used = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).Concat(taken).ToHashSet();
        return Enumerable.Range(preferred, LargestPort - preferred + 1).First(port => !used.Contains(port) && CanBind(port));
    }

    /// <summary>Whether somebody listens on a port.</summary>
    public static bool IsTaken(int port) => Choose(port, []) != port;

    /// <summary>A port that the operating system hands out.</summary>
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool CanBind(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
