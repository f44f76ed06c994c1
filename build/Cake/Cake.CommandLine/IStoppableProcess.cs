using Cake.Core.IO;

namespace Cake.CommandLine;

/// <summary>A process that can be asked to end by itself, beside being ended: helm then puts back what it has changed.</summary>
public interface IStoppableProcess : IProcess
{
    /// <summary>Asks it to end.</summary>
    void Stop();
}
