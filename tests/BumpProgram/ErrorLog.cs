using GitOpsDemo.Delivery;

namespace GitOpsDemo.BumpProgram;

/// <summary>Says on standard error what a person would want to see.</summary>
internal sealed class ErrorLog : IDeliveryLog
{
    public void Information(string message) => Console.Error.WriteLine(message);

    public void Warning(string message) => Console.Error.WriteLine(message);

    public void Detail(string message)
    {
    }

    public void Progress(StepProgress progress)
    {
    }
}
