using System.Net;
using System.Net.Sockets;

namespace GitOpsDemo.Delivery;

public static class LoopbackPort
{
    /// <summary>Whether a program can listen on it now.</summary>
    public static bool IsFree(int port)
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
