# terraform/staging/load-balancer.tf
# Application Load Balancer
resource "aws_lb" "app" {
  name               = "servio-staging-alb"
  internal           = false
  load_balancer_type = "application"
  security_groups    = [aws_security_group.alb.id]
  subnets            = aws_subnet.public[*].id

  enable_deletion_protection = false
  enable_http2           = true

  tags = {
    Name        = "servio-staging-alb"
    Environment = "staging"
  }
}

# Target Group
resource "aws_lb_target_group" "app" {
  name        = "servio-staging-tg"
  port        = 3000
  protocol    = "HTTP"
  vpc_id      = aws_vpc.staging.id
  target_type = "ip"

  health_check {
    enabled             = true
    healthy_threshold   = 2
    unhealthy_threshold = 3
    interval            = 30
    matcher             = "200"
    path                = "/health"
    port                = "traffic-port"
    protocol            = "HTTP"
    timeout             = 5
  }

  tags = {
    Name        = "servio-staging-tg"
    Environment = "staging"
  }
}

# Listener
resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  port              = "443"
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS-1-2-2017-01"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }

  certificate_arn = var.staging_ssl_certificate_arn
}
