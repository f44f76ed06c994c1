namespace Cake.Frosting;

/// <summary>The host cannot run the tasks as they were declared.</summary>
/// <param name="message">One line.</param>
public sealed class FrostingException(string message) : Exception(message);
