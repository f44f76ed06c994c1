using System.Net;
using System.Net.Sockets;

namespace GitOpsDemo.LabAgent.Tests;

/// <summary>As a process that was stopped: it accepts nothing, and the room that the kernel keeps for connections is full.</summary>
internal sealed class FrozenServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    public FrozenServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(backlog: 1);
        while (Connects())
        {
        }
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    public void Dispose()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    /// <summary>On this computer a connection for which there is room needs no such time.</summary>
    private bool Connects()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        _waiting.Add(socket);
        try
        {
            socket.Connect(_listener.LocalEndPoint!);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // It comes about, or not.
        }

        return socket.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectWrite);
    }
}
