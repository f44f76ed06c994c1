using System.Net;
using System.Net.Sockets;

namespace GitOpsDemo.Testing;

/// <summary>
/// A test that reaches 127.0.0.1 by a name that is not known to be this computer's: its own, where that leads there. Skipped elsewhere.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithLocalNameAttribute : FactAttribute
{
    public FactWithLocalNameAttribute() =>
        Skip = LeadsHere() ? null : $"the name of this computer, {Environment.MachineName}, does not lead to 127.0.0.1";

    private static bool LeadsHere()
    {
        try
        {
            return Dns.GetHostAddresses(Environment.MachineName).Contains(IPAddress.Loopback);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
